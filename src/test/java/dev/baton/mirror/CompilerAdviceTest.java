package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompilerAdviceTest {
    @AfterEach
    void takeBack() throws JMException {
        command("compilerDirectivesClear");
    }

    @Test
    void shouldLeaveTheOptimisingCompilerToRecordsAndCiphersWhenGiven() throws JMException {
        // When
        CompilerAdvice.give();
        // Then
        String[] directives = command("compilerDirectivesPrint").split("Directive:");
        assertThat(directives).hasSize(4); // what comes before them, both of ours, the JVM's own
        assertThat(directives[1]).contains("com/sun/crypto/*.*", "dev/baton/wire/Chunk*.*");
        assertThat(c2(directives[1])).contains("Enable:true Exclude:false");
        assertThat(directives[2]).contains("matching: *.*");
        assertThat(c2(directives[2])).contains("Enable:true Exclude:true");
    }

    private static String c2(String directive) {
        return directive.substring(directive.indexOf("c2 directives:"));
    }

    private static String command(String name) throws JMException {
        return String.valueOf(ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        name,
                        new Object[0],
                        new String[0]));
    }
}
