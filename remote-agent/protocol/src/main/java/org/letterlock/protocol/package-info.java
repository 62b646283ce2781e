/** The contract between app, agent and engine: interfaces and records, spoken as JSON-RPC 2.0. */
@NullMarked
package org.letterlock.protocol;

import org.jspecify.annotations.NullMarked;
