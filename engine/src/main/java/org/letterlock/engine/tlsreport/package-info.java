/**
 * Telling other domains how TLS with their mail exchangers went (RFC 8460): sessions are counted as they happen, and once a day those domains are told that ask for it in
 * the DNS. Only where the owner chose it.
 */
@NullMarked
package org.letterlock.engine.tlsreport;

import org.jspecify.annotations.NullMarked;
