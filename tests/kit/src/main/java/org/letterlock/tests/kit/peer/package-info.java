/**
 * Real programs of the system as peers: Postfix and Dovecot, each with a configuration of its own in a folder of its own, on loopback only, ended by process id. They
 * need root and Debian's packages; {@code .ci/run} installs them.
 */
@NullMarked
package org.letterlock.tests.kit.peer;

import org.jspecify.annotations.NullMarked;
