/** What is chosen for the app and for a server. */
@NullMarked
package org.letterlock.desktop.ui.settings;

import org.jspecify.annotations.NullMarked;
