// The part of Database that keeps a broken transaction from being continued: SQLite goes back to
// autocommit by itself after a full disk, and what follows would be written for good, one by one.

#include "core/store/Database.h"
#include "core/store/DatabaseError.h"

namespace syncline {

void Database::beginGuard()
{
    m_poison.reset();
    m_guarded = true;
    m_gate.closed.store(m_stopped.load());
    sqlite3_commit_hook(
        m_handle, [](void *) -> int { return 1; }, nullptr); // only endGuard()'s caller may commit
    sqlite3_rollback_hook(
        m_handle,
        [](void *self) {
            auto *database = static_cast<Database *>(self);
            database->m_gate.closed.store(true); // stepFailed() or refusal() says why
        },
        this);
}

void Database::endGuard()
{
    sqlite3_commit_hook(m_handle, nullptr, nullptr);
    sqlite3_rollback_hook(m_handle, nullptr, nullptr);
    m_guarded = false;
    m_poison.reset();
    m_gate.closed.store(m_stopped.load());
}

void Database::setPoison(Error error)
{
    if (!m_poison)
        m_poison = std::move(error);
    m_gate.closed.store(true);
}

Result<void> Database::health() const
{
    if (m_gate.closed.load())
        return refusal();
    return {};
}

Error Database::stepFailed(int code, std::string_view doing)
{
    if (code == SQLITE_OK) // refused by the gate
        return refusal();
    Error error = databaseError(m_handle, code, doing);
    if (m_guarded && (breaksTransaction(code) || !inTransaction()))
        setPoison(error);
    return error;
}

Error Database::refusal() const
{
    if (m_poison)
        return *m_poison;
    if (m_stopped.load())
        return Error(errc::cancelled, "Stopped before it was done.");
    return Error(errc::storage,
                 "The transaction was ended by a statement of its own, so nothing of "
                 "it is kept and no more can be done in it.");
}

} // namespace syncline
