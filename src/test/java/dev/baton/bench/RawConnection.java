package dev.baton.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;

/** A socket to a broker, without encryption, and the requests whose answers it still owes. Used by one thread. */
final class RawConnection implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 20;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final Deque<RequestHeader> unanswered = new ArrayDeque<>();
    private int correlation;

    /** @param address as host:port */
    RawConnection(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        socket.setTcpNoDelay(true);
        socket.setReceiveBufferSize(BUFFER_BYTES);
        socket.setSendBufferSize(BUFFER_BYTES);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        out = socket.getOutputStream();
    }

    void send(AbstractRequest request) throws IOException {
        ApiKeys api = request.apiKey();
        RequestHeader header = new RequestHeader(api, request.version(), "raw", correlation++);
        ByteBuffer bytes = request.serializeWithHeader(header);
        out.write(
                ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.remaining()).array());
        out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        out.flush();
        unanswered.add(header);
    }

    /** The answer to the oldest request without one. */
    @SuppressWarnings("unchecked")
    <T extends AbstractResponse> T receive() throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return (T) AbstractResponse.parseResponse(ByteBuffer.wrap(bytes), unanswered.remove());
    }

    <T extends AbstractResponse> T call(AbstractRequest request) throws IOException {
        send(request);
        return receive();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
