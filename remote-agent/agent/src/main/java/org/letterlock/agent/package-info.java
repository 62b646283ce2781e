/** What SSH starts on the server, and the command line there. */
@NullMarked
package org.letterlock.agent;

import org.jspecify.annotations.NullMarked;
