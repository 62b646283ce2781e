/** What is said to people, in four languages from one set of bundles. */
@NullMarked
package org.letterlock.desktop.text;

import org.jspecify.annotations.NullMarked;
