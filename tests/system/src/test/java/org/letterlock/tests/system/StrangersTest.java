package org.letterlock.tests.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.peer.DnsPeer;
import org.letterlock.tests.kit.peer.OwnNetwork;

/** Engines that meet strangers: with addresses that are no loopback, on the ports that the internet has, and a DNS that says who they are. */
@Tag("peers")
final class StrangersTest {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @BeforeAll
    static void look() {
        assumeTrue(OwnNetwork.isPossible() && DnsPeer.isPossible(), "needs root, Linux's namespaces and BIND");
    }

    @Test
    void whoMaySendIsLookedUp() throws IOException {
        OwnNetwork.run(PATIENCE, StrangersComeIn.class.getName()).expectSuccess();
    }

    @Test
    void aPolicyOfMtaStsIsKept() throws IOException {
        OwnNetwork.run(PATIENCE, StsPolicyIsKept.class.getName()).expectSuccess();
    }
}
