/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decompresses gzip data of one or more members (RFC 1952) up to the end of the file. Stricter than
 * {@code java.util.zip.GZIPInputStream}, which ignores whatever follows the last member.
 */
final class GzipInput extends InputStream {
  private static final int MAGIC = 0x8b1f;
  private static final int DEFLATE = 8;
  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final PushbackInputStream source;
  private final byte[] buffer;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private int length;
  private boolean ended;

  GzipInput(InputStream in, int bufferSize) throws IOException {
    source = new PushbackInputStream(in, bufferSize);
    buffer = new byte[bufferSize];
    readHeader(number(2));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] out, int from, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    while (!ended) {
      int n = inflate(out, from, count);
      if (n > 0) {
        checksum.update(out, from, n);
        return n;
      }
      if (inflater.finished()) {
        endMember();
      } else if (inflater.needsInput()) {
        length = source.read(buffer);
        if (length < 0) {
          throw new EOFException();
        }
        inflater.setInput(buffer, 0, length);
      } else {
        throw new ZipException("preset dictionary");
      }
    }
    return -1;
  }

  private int inflate(byte[] out, int from, int count) throws ZipException {
    try {
      return inflater.inflate(out, from, count);
    } catch (DataFormatException e) {
      throw new ZipException(e.getMessage());
    }
  }

  /** Compares the checksum and the size, then starts the next member or ends the data. */
  private void endMember() throws IOException {
    int rest = inflater.getRemaining();
    source.unread(buffer, length - rest, rest);
    if (number(4) != checksum.getValue()
        || number(4) != (inflater.getBytesWritten() & 0xffffffffL)) {
      throw new ZipException("Corrupt GZIP trailer");
    }
    int next = source.read();
    if (next < 0) {
      ended = true;
      return;
    }
    int second = source.read();
    if (second < 0 || (second << 8 | next) != MAGIC) {
      throw new ZipException("other bytes after the compressed data");
    }
    readHeader(MAGIC);
    inflater.reset();
    checksum.reset();
  }

  private void readHeader(long magic) throws IOException {
    if (magic != MAGIC || number(1) != DEFLATE) {
      throw new ZipException("Unsupported compression method");
    }
    int flags = (int) number(1);
    source.skipNBytes(6);
    if ((flags & EXTRA) != 0) {
      source.skipNBytes(number(2));
    }
    for (int text : new int[] {NAME, COMMENT}) {
      while ((flags & text) != 0 && number(1) != 0) {
        continue;
      }
    }
    if ((flags & HEADER_CHECKSUM) != 0) {
      source.skipNBytes(2);
    }
  }

  /** An unsigned little-endian integer. */
  private long number(int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      int next = source.read();
      if (next < 0) {
        throw new EOFException();
      }
      value |= (long) next << 8 * i;
    }
    return value;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    source.close();
  }
}
