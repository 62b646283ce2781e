/** Conversations of clients with a server, kept as files and held against it. */
@org.jspecify.annotations.NullMarked
package org.letterlock.engine.transcript;
