#include "core/store/WriterControl.h"

#include "core/store/DatabaseError.h"

namespace syncline {

Result<std::unique_ptr<WriterControl>> WriterControl::create(std::unique_ptr<Database> writer)
{
    static constexpr std::array<const char *, TextCount> texts{
        "BEGIN IMMEDIATE",  "COMMIT",         "ROLLBACK",
        "SAVEPOINT member", "RELEASE member", "ROLLBACK TO member"};
    std::unique_ptr<WriterControl> control(new WriterControl(std::move(writer)));
    sqlite3 *handle = control->m_database->handle();
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const int code = sqlite3_prepare_v3(handle, texts[i], -1, SQLITE_PREPARE_PERSISTENT,
                                            &control->m_statements[i], nullptr);
        if (code != SQLITE_OK)
            return databaseError(handle, code, "prepare for writing");
    }
    // Replaces SQLite's own automatic checkpoints, which would run inside somebody's commit.
    sqlite3_wal_hook(
        handle,
        [](void *self, sqlite3 *, const char *, int frames) -> int {
            auto *target = static_cast<WriterControl *>(self);
            target->m_frames = frames;
            if (frames < target->m_checkpointed) // the log began anew
                target->m_checkpointed = 0;
            return SQLITE_OK;
        },
        control.get());
    return control;
}

WriterControl::WriterControl(std::unique_ptr<Database> writer)
    : m_database(std::move(writer))
{
}

WriterControl::~WriterControl()
{
    for (sqlite3_stmt *statement : m_statements)
        sqlite3_finalize(statement);
}

Result<void> WriterControl::run(Text which, std::string_view doing)
{
    sqlite3_stmt *statement = m_statements[which];
    const int code = sqlite3_step(statement);
    if (code != SQLITE_DONE) {
        Error error = databaseError(m_database->handle(), code, doing);
        sqlite3_reset(statement);
        return error;
    }
    sqlite3_reset(statement);
    return {};
}

Result<void> WriterControl::commit()
{
    Result<void> done = run(Commit, "save the changes");
    if (!done)
        rollback();
    return done;
}

void WriterControl::rollback()
{
    resetStatements();
    if (!m_database->inTransaction())
        return;
    // SQLite ends the transaction even when it reports an error here.
    const Result<void> ended = run(Rollback, "undo the changes");
    (void)ended;
}

Result<void> WriterControl::undoMember()
{
    resetStatements();
    SYNCLINE_CHECK(run(UndoMember, "undo the changes"));
    return keepMember();
}

void WriterControl::checkpoint()
{
    int inLog = 0;
    int moved = 0;
    sqlite3_wal_checkpoint_v2(m_database->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &inLog,
                              &moved);
    // Also what a reader or an error kept back: the next try comes with the next lot.
    m_checkpointed = m_frames;
}

void WriterControl::truncateLog()
{
    sqlite3_wal_checkpoint_v2(m_database->handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                              nullptr);
}

void WriterControl::resetStatements()
{
    // A statement still under way (its owner was stopped in the middle) would keep an interrupt
    // alive, and then the rollback itself would be interrupted.
    sqlite3 *handle = m_database->handle();
    for (sqlite3_stmt *s = sqlite3_next_stmt(handle, nullptr); s;
         s = sqlite3_next_stmt(handle, s)) {
        if (sqlite3_stmt_busy(s) != 0)
            sqlite3_reset(s);
    }
}

} // namespace syncline
