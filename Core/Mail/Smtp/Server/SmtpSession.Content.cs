using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace VoicemailOrleans.Core.Mail.Smtp.Server;

/// <content>
/// Content, by DATA (RFC 5321 4.1.1.4) or in chunks (BDAT, RFC 3030). A chunk is so many octets, whatever they are: no
/// dot means anything in it, and a refused one is read and thrown away, so that the session stays in step. After a BDAT
/// whose size cannot be read nobody knows where the next command begins: that ends the session.
/// </content>
public sealed partial class SmtpSession
{
    private DataScanner scanner;
    private ReceivedFieldCounter received;
    private bool isDiscarding;
    private bool isLastChunk;
    private long chunkLeft;
    private long contentBytes;

    /// <summary>The host cannot keep the content of this message: 452 4.3.1 at its end.</summary>
    public void RefuseContent()
    {
        if (IsInData) isDiscarding = true;
    }

    private SessionEvent Data()
    {
        if (mail is null) return Wrong(Replies.NeedsMail);
        if (phase == Phase.Chunks) return Wrong(Replies.BadSequence);
        if (mail.Recipients.Count == 0) return Wrong(Replies.NoRecipients);
        BeginContent(isChunked: false);
        phase = Phase.Data;
        return Reply(Replies.StartData);
    }

    /// <summary>NeedMore: the reply comes behind the octets of the chunk.</summary>
    private SessionEvent Bdat(ReadOnlySpan<byte> argument)
    {
        if (!TryReadChunkSize(argument, out chunkLeft, out isLastChunk)) return Close(Replies.ChunkSyntax);
        if (mail is null || mail.Recipients.Count == 0)
        {
            var answer = Wrong(mail is null ? Replies.NeedsMail : Replies.NoRecipients);
            if (phase == Phase.Closed) return answer;
            afterSkipping = phase;
            phase = Phase.SkipChunk;
            return answer;
        }

        if (phase == Phase.Mail) BeginContent(isChunked: true);
        phase = Phase.Chunk;
        return NeedMore();
    }

    private static bool TryReadChunkSize(ReadOnlySpan<byte> argument, out long size, out bool isLast)
    {
        isLast = false;
        if (!Utf8Parser.TryParse(argument, out size, out var length) || argument[0] is (byte)'+' or (byte)'-')
            return false;
        var rest = argument[length..];
        isLast = rest.Length > 0 && Ascii.EqualsIgnoreCase(rest.TrimStart((byte)' '), "LAST"u8);
        return rest.IsEmpty || (isLast && rest[0] == ' ');
    }

    private void BeginContent(bool isChunked)
    {
        scanner = new DataScanner { IsChunked = isChunked };
        received = default;
        contentBytes = 0;
        isDiscarding = false;
    }

    private SessionEvent ReadContent(ref ReadOnlySequence<byte> input)
    {
        while (!input.IsEmpty)
        {
            var ended = scanner.Read(CommandLine.FirstSpan(input), out var content, out var consumed);
            input = input.Slice(consumed);
            if (ended) return EndOfContent();
            if (TryKeep(content, out var kept)) return kept;
        }

        return NeedMore();
    }

    private SessionEvent ReadChunk(ref ReadOnlySequence<byte> input)
    {
        while (chunkLeft > 0 && !input.IsEmpty)
        {
            var span = CommandLine.FirstSpan(input);
            if (span.Length > chunkLeft) span = span[..(int)chunkLeft];
            scanner.Read(span, out var content, out var consumed);
            input = input.Slice(consumed);
            chunkLeft -= consumed;
            if (TryKeep(content, out var kept)) return kept;
        }

        if (chunkLeft > 0) return NeedMore();
        if (isLastChunk)
        {
            scanner.End();
            return EndOfContent();
        }

        phase = Phase.Chunks;
        if (ContentRefusal() is not { } refusal) return Reply(Replies.ChunkTaken);
        EndTransaction();
        return Reply(refusal);
    }

    private SessionEvent SkipChunk(ref ReadOnlySequence<byte> input)
    {
        var skipped = Math.Min(chunkLeft, input.Length);
        input = input.Slice(skipped);
        chunkLeft -= skipped;
        if (chunkLeft > 0) return NeedMore();
        phase = afterSkipping;
        return Next(ref input);
    }

    /// <summary>False when there is nothing to tell the host.</summary>
    private bool TryKeep(ReadOnlySpan<byte> content, out SessionEvent kept)
    {
        kept = default;
        if (content.IsEmpty) return false;
        contentBytes += content.Length;
        received.Read(content);
        if (isDiscarding) return false;
        isDiscarding = CheckContent() is not null;
        kept = isDiscarding
            ? new SessionEvent(SessionEventKind.Discard)
            : new SessionEvent(SessionEventKind.Content, content: content);
        return true;
    }

    // Asked again at the end: a message with two faults gets the same reply however it was cut.
    // A bare CR is refused always: readers behind us disagree on what it is, and so do their signatures.
    // QUIRK: some PBXs send a bare LF for a line end, so by default it becomes one, data-5-bare-lf-dot.txt.
    private SmtpReply? CheckContent()
    {
        if (contentBytes > options.MessageBytesMax) return Replies.TooLarge;
        if (received.Count > options.ReceivedFieldsMax) return Replies.MailLoop;
        var isBare = scanner.HasBareCarriageReturn || (scanner.HasBareLineFeed && !options.AcceptBareLineFeeds);
        return isBare ? Replies.BareLineEnd : null;
    }

    private SessionEvent EndOfContent()
    {
        phase = Phase.Verdict;
        if (ContentRefusal() is not { } refusal) return new SessionEvent(SessionEventKind.EndOfMessage);
        EndTransaction();
        return Reply(refusal);
    }

    /// <summary>What is wrong with the content so far, or that the host cannot keep it; null when all is well.</summary>
    private SmtpReply? ContentRefusal() => CheckContent() ?? (isDiscarding ? Replies.NoSpace : null);
}
