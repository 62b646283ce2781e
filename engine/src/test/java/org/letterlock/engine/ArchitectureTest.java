package org.letterlock.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the engine's packages may know of each other; docs/architecture.md tells why. */
final class ArchitectureTest {

    private static final String ROOT = "org.letterlock.engine";

    /** The levels from the bottom up. A package that stands in none of them fails the test. */
    private static final List<Set<String>> LEVELS = List.of(
            Set.of("mail", "log"),
            Set.of(
                    "mime", "sasl", "dsn", "dns", "spf", "dkim", "dmarc", "arc", "srs", "crypto", "mtasts", "pkix",
                    "report", "dane", "spam"),
            Set.of("net", "smtp", "imap", "pop3", "http"),
            Set.of("keys", "sqlite", "spool", "store", "directory", "intake", "queue", "journal", "quota"),
            Set.of("delivery", "smtpclient", "tlspolicy", "tlsreport", "dmarcreport", "accounts", "export", "jobs"),
            Set.of("smtpserver", "imapserver", "pop3server"),
            Set.of("control", ""));

    /** Where account keys, and what opens with them, live. */
    private static final Set<String> HOLD_ACCOUNT_KEYS = Set.of("keys", "accounts", "store", "export");

    private static JavaClasses engine;

    /** The program alone, wherever it was compiled to. */
    @BeforeAll
    static void importClasses() throws URISyntaxException {
        engine = new ClassFileImporter()
                .importPath(Path.of(EngineMain.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()));
    }

    @Test
    void everyPackageUsesOnlyItsOwnLevelAndThoseBelow() {
        List<String> violations = new ArrayList<>();
        for (JavaClass from : engine) {
            int level = levelOf(from);
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                JavaClass to = dependency.getTargetClass();
                if (to.getPackageName().startsWith(ROOT) && levelOf(to) > level) {
                    violations.add(dependency.getDescription());
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(engine);
    }

    @Test
    void onlySqliteKnowsJdbc() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".sqlite")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")
                .because("native calls hold a carrier thread: they run on the threads of package sqlite alone")
                .check(engine);
    }

    @Test
    void onlyNetKnowsNetty() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".net")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..")
                .because("sessions read and write a Wire; what is under it may change")
                .check(engine);
    }

    @Test
    void theEngineKnowsNothingOfSshOrTheDesktop() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.jcraft..", "javafx..", "org.letterlock.agent..")
                .check(engine);
    }

    @Test
    void theMxCannotReachAccountKeys() {
        Map<JavaClass, JavaClass> reachedFrom = new HashMap<>();
        Deque<JavaClass> open = new ArrayDeque<>();
        for (JavaClass start : engine) {
            if (Set.of("smtpserver", "delivery", "intake").contains(slice(start))) {
                reachedFrom.put(start, start);
                open.add(start);
            }
        }
        assertThat(open).isNotEmpty();
        List<String> violations = new ArrayList<>();
        while (!open.isEmpty()) {
            JavaClass at = open.poll();
            for (Dependency dependency : at.getDirectDependenciesFromSelf()) {
                JavaClass to = dependency.getTargetClass();
                if (!to.getPackageName().startsWith(ROOT) || reachedFrom.containsKey(to)) {
                    continue;
                }
                reachedFrom.put(to, at);
                open.add(to);
                if (HOLD_ACCOUNT_KEYS.contains(slice(to))) {
                    violations.add(dependency.getDescription());
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void thereIsNoStaticMutableState() {
        fields().that()
                .areStatic()
                .and(DescribedPredicate.describe(
                        "written by us", field -> !field.getName().contains("$")))
                .should()
                .beFinal()
                .check(engine);
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ThreadLocal")
                .check(engine);
    }

    @Test
    void nothingSleepsAndOnlyTheProgramItselfWritesToTheConsole() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(engine);
        noClasses().should().callMethod(Thread.class, "sleep", Duration.class).check(engine);
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should(ACCESS_STANDARD_STREAMS)
                .check(engine);
    }

    @Test
    void everyTopLevelClassIsFinalOrSealedOrAnInterface() {
        classes()
                .that(DescribedPredicate.describe(
                        "are top-level classes that could be final",
                        type -> type.isTopLevelClass()
                                && !type.isInterface()
                                && !type.isAnnotation()
                                && !type.isEnum()))
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(engine);
    }

    @Test
    void everyPackageHasALevel() {
        for (JavaClass type : engine) {
            assertThat(levelOf(type)).as(type.getName()).isNotNegative();
        }
    }

    private static int levelOf(JavaClass type) {
        for (int level = 0; level < LEVELS.size(); level++) {
            if (LEVELS.get(level).contains(slice(type))) {
                return level;
            }
        }
        return -1;
    }

    private static String slice(JavaClass type) {
        String rest = type.getPackageName().substring(ROOT.length());
        return rest.isEmpty() ? "" : rest.substring(1).split("\\.", 2)[0];
    }
}
