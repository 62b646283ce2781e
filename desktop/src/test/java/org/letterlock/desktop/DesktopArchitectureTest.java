package org.letterlock.desktop;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the app's packages may know of each other; docs/architecture.md tells why. */
final class DesktopArchitectureTest {

    private static final String ROOT = "org.letterlock.desktop";

    private static JavaClasses app;

    @BeforeAll
    static void importClasses() throws URISyntaxException {
        app = new ClassFileImporter()
                .importPath(Path.of(DesktopMain.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()));
    }

    @Test
    void onlySshKnowsJsch() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".ssh")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.jcraft..")
                .because("what a server shows and what its words mean is decided in one place")
                .check(app);
    }

    @Test
    void onlyTheVaultKnowsItsCiphers() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".vault")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bouncycastle..", "javax.crypto..")
                .check(app);
    }

    @Test
    void onlyTheDnsPlanKnowsDnsjava() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".dnsplan")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.xbill..")
                .because("what the DNS says is read in one place")
                .check(app);
    }

    @Test
    void onlyPaperKnowsZxing() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".paper")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.google.zxing..")
                .check(app);
    }

    @Test
    void onlyScreensKnowTheToolkit() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".ui..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx..", "atlantafx..")
                .check(app);
    }

    @Test
    void viewModelsHaveNoNodes() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("ViewModel")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx.scene..", "javafx.stage..", "javafx.application..", "atlantafx..")
                .because("they are tested without a toolkit")
                .check(app);
    }

    @Test
    void theAppKnowsTheContractAlone() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.letterlock.engine..", "org.letterlock.agent..")
                .check(app);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(app);
    }

    @Test
    void thereIsNoStaticMutableState() {
        fields().that()
                .areStatic()
                .and(DescribedPredicate.describe(
                        "written by us", field -> !field.getName().contains("$")))
                .should()
                .beFinal()
                .check(app);
    }

    @Test
    void everyTopLevelClassIsFinalOrAnInterface() {
        classes()
                .that(DescribedPredicate.describe(
                        "could be final", type -> type.isTopLevelClass() && !isOpenByNature(type)))
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(app);
    }

    private static boolean isOpenByNature(JavaClass type) {
        return type.isInterface() || type.isAnnotation() || type.isEnum();
    }
}
