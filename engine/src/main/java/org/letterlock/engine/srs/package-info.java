/**
 * The Sender Rewriting Scheme (no RFC; S. Wong and M. Kucherawy described it in 2003): reverse-paths for letters that are sent on, under a domain that may send them, and
 * the way back for their bounces. Knows addresses and nothing else.
 */
@NullMarked
package org.letterlock.engine.srs;

import org.jspecify.annotations.NullMarked;
