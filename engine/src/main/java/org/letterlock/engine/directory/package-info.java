/**
 * Domains, addresses, accounts, credentials and quotas: what the engine is set up to do.
 */
@NullMarked
package org.letterlock.engine.directory;

import org.jspecify.annotations.NullMarked;
