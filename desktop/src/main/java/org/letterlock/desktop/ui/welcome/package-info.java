/** What the app shows before it knows any server: what a person may begin with, and what they need for it. */
@NullMarked
package org.letterlock.desktop.ui.welcome;

import org.jspecify.annotations.NullMarked;
