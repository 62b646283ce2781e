/** A real engine meets what should not be: octets out of place, floods, a full disk, damaged files. It answers clearly, and others notice nothing. */
@NullMarked
package org.letterlock.tests.system.hostile;

import org.jspecify.annotations.NullMarked;
