/**
 * Real programs of the system as peers: Postfix, Exim, Dovecot and BIND, each with a configuration of its own in a folder of its own, on loopback only, ended by process
 * id, and the programs that people read mail with. Postfix, Exim and Dovecot need root, all need Debian's packages; {@code .ci/run} installs them.
 */
@NullMarked
package org.letterlock.tests.kit.peer;

import org.jspecify.annotations.NullMarked;
