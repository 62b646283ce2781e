/**
 * Figures, each beside a peer or a limit that was measured in the same run, as medians with their spread. Run by {@code ./letterlock bench}; nothing
 * here passes or fails by time.
 */
@NullMarked
package org.letterlock.tests.bench;

import org.jspecify.annotations.NullMarked;
