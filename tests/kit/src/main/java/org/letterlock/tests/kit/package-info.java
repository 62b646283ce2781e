/** Clients, processes and letters that tests, demo and benchmarks share. */
@NullMarked
package org.letterlock.tests.kit;

import org.jspecify.annotations.NullMarked;
