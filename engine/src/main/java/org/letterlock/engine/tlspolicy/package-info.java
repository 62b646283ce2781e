/**
 * What TLS has to show before a letter goes to a host, by what the recipient's domain published: DANE (RFC 7672), else MTA-STS (RFC
 * 8461). Finds it out and remembers it; whoever
 * speaks to the host obeys.
 */
@NullMarked
package org.letterlock.engine.tlspolicy;

import org.jspecify.annotations.NullMarked;
