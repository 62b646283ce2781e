/**
 * Questions to the DNS and what mail makes of the answers: which hosts take mail for a domain (RFC 5321 §5.1, RFC 7505, RFC 5321 §4.1.3).
 * The only package that may import {@code org.xbill.DNS}. Knows no mail but domain names.
 */
@NullMarked
package org.letterlock.engine.dns;

import org.jspecify.annotations.NullMarked;
