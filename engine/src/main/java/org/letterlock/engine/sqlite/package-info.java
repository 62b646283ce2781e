/**
 * Encrypted SQLite files, one writer each. The only package that may import {@code java.sql}.
 */
@NullMarked
package org.letterlock.engine.sqlite;

import org.jspecify.annotations.NullMarked;
