/**
 * The program: {@link org.letterlock.engine.EngineMain} is the command line, {@link org.letterlock.engine.Engine} builds every part by hand in one readable
 * order and closes them in reverse. Nothing else knows all of them.
 */
@NullMarked
package org.letterlock.engine;

import org.jspecify.annotations.NullMarked;
