/**
 * Telling other domains of letters that came in their names (RFC 9990): letters are counted as they are settled, and once a day those domains are told that ask for it in the
 * DNS. Only where the owner chose it.
 */
@NullMarked
package org.letterlock.engine.dmarcreport;

import org.jspecify.annotations.NullMarked;
