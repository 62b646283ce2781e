/**
 * What SSH starts on the server, and the command line there. {@link org.letterlock.agent.AgentMain} is where it begins; each group of commands is a
 * class whose methods are the commands; {@link org.letterlock.agent.Engines} runs one against the engine and turns failures into sentences.
 */
@NullMarked
package org.letterlock.agent;

import org.jspecify.annotations.NullMarked;
