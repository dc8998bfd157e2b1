#pragma once

#include "core/store/Database.h"

#include <array>

namespace syncline {

/**
 * Begins, passes on and ends the transactions of the write connection, past the guard that its
 * holders work under. Used by whoever owns the connection at the moment.
 */
class WriterControl
{
public:
    static Result<std::unique_ptr<WriterControl>> create(std::unique_ptr<Database> writer);
    ~WriterControl();
    WriterControl(const WriterControl &) = delete;
    WriterControl &operator=(const WriterControl &) = delete;

    [[nodiscard]] Database &database() const { return *m_database; }

    Result<void> begin() { return run(Begin, "begin to write"); }
    /** Durable when it returns. On failure nothing is kept and the transaction is over. */
    Result<void> commit();
    /** Ends the transaction whatever state it is in. */
    void rollback();
    Result<void> beginMember() { return run(BeginMember, "begin to write"); }
    Result<void> keepMember() { return run(KeepMember, "write"); }
    Result<void> undoMember();

    /** Frames in the log that no checkpoint has looked at yet. */
    [[nodiscard]] int pendingFrames() const { return m_frames - m_checkpointed; }
    /** Moves what readers allow into the main file. */
    void checkpoint();
    /** Empties the log before the connection closes. */
    void truncateLog();

private:
    enum Text { Begin, Commit, Rollback, BeginMember, KeepMember, UndoMember, TextCount };
    explicit WriterControl(std::unique_ptr<Database> writer);
    Result<void> run(Text which, std::string_view doing);
    void resetStatements();

    std::unique_ptr<Database> m_database;
    std::array<sqlite3_stmt *, TextCount> m_statements{};
    int m_frames = 0;
    int m_checkpointed = 0;
};

} // namespace syncline
