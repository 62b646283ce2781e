/**
 * DANE (RFC 6698, as mail servers use it: RFC 7672): certificates that a domain publishes in its signed DNS. Compares them with what a server sent; asks nobody.
 */
@NullMarked
package org.letterlock.engine.dane;

import org.jspecify.annotations.NullMarked;
