/** Brings the agent onto a server that was entered, and speaks with it. */
@NullMarked
package org.letterlock.desktop.agentclient;

import org.jspecify.annotations.NullMarked;
