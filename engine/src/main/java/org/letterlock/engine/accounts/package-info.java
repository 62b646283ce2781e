/**
 * Accounts while they are unlocked: who is signed in, whose file is open, and moving what waits in the intake into it. The one
 * place, with {@code keys}, where account keys live; nothing that the MX uses may reach it.
 */
@NullMarked
package org.letterlock.engine.accounts;

import org.jspecify.annotations.NullMarked;
