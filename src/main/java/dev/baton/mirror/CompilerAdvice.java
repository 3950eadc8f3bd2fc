package dev.baton.mirror;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the JVM which methods of a mirror its optimising compiler (C2) is for: those that do something to each record or each
 * byte, ciphers among them. All else stays with the quick compiler (C1). Without this, C2 takes about twice the CPU in the
 * first minute that moving the records takes, beside a broker that may be on the same machine.
 *
 * <p>The advice is a compiler directives file (JEP 165; the first entry that matches counts), handed over through the
 * diagnostic command bean, as {@code jcmd Compiler.directives_add} would. The command line's option for it writes to standard
 * output. A JVM that does not know the command compiles as it sees fit.
 */
final class CompilerAdvice {
    private static final Logger LOG = LoggerFactory.getLogger(CompilerAdvice.class);
    private static final String RESOURCE = "/jit/mirror.json";
    private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";

    private CompilerAdvice() {}

    /** Hands the advice over, once for the life of the process. */
    static void give() {
        try {
            Path file = Files.createTempFile("baton-jit-", ".json");
            try (InputStream advice = CompilerAdvice.class.getResourceAsStream(RESOURCE)) {
                if (advice != null) {
                    Files.copy(advice, file, StandardCopyOption.REPLACE_EXISTING);
                    LOG.debug("compiler directives: {}", command("compilerDirectivesAdd", file.toString()));
                }
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException | JMException e) {
            LOG.debug("the compiler takes no directives", e);
        }
    }

    private static Object command(String name, String argument) throws JMException {
        return ManagementFactory.getPlatformMBeanServer()
                .invoke(new ObjectName(COMMANDS), name, new Object[] {new String[] {argument}}, new String[] {
                    String[].class.getName()
                });
    }
}
