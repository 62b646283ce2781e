/**
 * What the tests, the demo and the benchmarks share: a real engine process ({@link org.letterlock.tests.kit.EngineProcess}), strict clients for SMTP
 * and IMAP over raw sockets, and letters. Uses no class of the engine: it sees it as the network does.
 */
@NullMarked
package org.letterlock.tests.kit;

import org.jspecify.annotations.NullMarked;
