package dev.baton.cluster;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a broker's port answers to a plain {@code ApiVersions} request. A client that speaks plain to a TLS port takes the
 * alert that it gets for the length of an answer, 352 MB, and runs out of memory or waits for ever; one that speaks TLS to a
 * plain port is hung up on without a word.
 */
enum FirstWords {
    KAFKA,
    TLS,
    NONE;

    private static final int CORRELATION_ID = 1_234_567;
    private static final byte TLS_ALERT = 0x15;
    private static final byte TLS_MAJOR_VERSION = 0x03;

    /** Asks over a connection that is up, and waits for its socket timeout at most. */
    static FirstWords of(Socket socket) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(apiVersionsRequest());
            out.flush();
            byte[] start = new byte[Integer.BYTES];
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.readFully(start);
            if (start[0] == TLS_ALERT && start[1] == TLS_MAJOR_VERSION) {
                return TLS;
            }
            return in.readInt() == CORRELATION_ID ? KAFKA : NONE;
        } catch (IOException e) {
            return NONE;
        }
    }

    /** Version 0: length, API key 18, version, correlation id, client id; an empty body. */
    private static byte[] apiVersionsRequest() {
        byte[] client = "baton".getBytes(StandardCharsets.UTF_8);
        int length = 2 * Short.BYTES + Integer.BYTES + Short.BYTES + client.length;
        return ByteBuffer.allocate(Integer.BYTES + length)
                .putInt(length)
                .putShort((short) 18)
                .putShort((short) 0)
                .putInt(CORRELATION_ID)
                .putShort((short) client.length)
                .put(client)
                .array();
    }
}
