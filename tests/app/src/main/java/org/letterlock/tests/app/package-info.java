/** The app in a process of its own, as people start it, with somebody before it who is told what to do by whoever started the process. */
@NullMarked
package org.letterlock.tests.app;

import org.jspecify.annotations.NullMarked;
