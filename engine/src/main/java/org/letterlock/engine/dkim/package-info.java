/**
 * DomainKeys Identified Mail (RFC 6376, RFC 8301, RFC 8463): checks signatures of letters and makes them. {@link org.letterlock.engine.dkim.DkimVerifier} and
 * {@link org.letterlock.engine.dkim.DkimSigner} are the two ends; what is between them (tag lists, canonical forms, keys in the DNS, hashes of bodies) serves
 * {@code arc} too. A body is read once however many signatures there are, and never lies in memory whole.
 */
@NullMarked
package org.letterlock.engine.dkim;

import org.jspecify.annotations.NullMarked;
