package org.letterlock.desktop.model;

/** Carries a {@link Problem} from where it happened to the screen. */
public final class ProblemException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.area() + "." + problem.code());
        this.problem = problem;
    }

    /** What happened. */
    public Problem problem() {
        return problem;
    }
}
