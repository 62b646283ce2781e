/** The main job, shown on this computer with real letters: what {@code ./letterlock demo} runs. */
@NullMarked
package org.letterlock.tests.kit.demo;

import org.jspecify.annotations.NullMarked;
