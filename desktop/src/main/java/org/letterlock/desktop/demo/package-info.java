/** A mail server on this computer, to try: started by the app, reached by nobody else, sending nothing into the world, and gone with one call. */
@NullMarked
package org.letterlock.desktop.demo;

import org.jspecify.annotations.NullMarked;
