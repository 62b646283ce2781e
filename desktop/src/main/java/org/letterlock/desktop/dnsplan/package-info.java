/**
 * What a domain's DNS says today, what it has to say for mail, and whether the world sees it already. Looks from this computer, beside the server. The only package
 * that knows dnsjava.
 */
@NullMarked
package org.letterlock.desktop.dnsplan;

import org.jspecify.annotations.NullMarked;
