#include "core/store/SqliteStore.h"

#include "core/store/Backup.h"
#include "core/store/ScratchSession.h"

namespace syncline {

namespace {

/** What writers of a read-only store meet. */
class RefusingQueue final : public WriteQueue
{
public:
    void acquire(WriteRequest, std::stop_token,
                 std::function<void(Result<WriteTransaction>)> granted) override
    {
        granted(Error(errc::readOnly, "The project is open read-only, so nothing can be changed."));
    }
    void interruptWriter(std::uint64_t) override {}
    void revoke(std::uint64_t) override {}
    [[nodiscard]] Status status() const override { return {}; }
};

} // namespace

SqliteStore::SqliteStore(std::filesystem::path file, std::shared_ptr<CommitQueue> queue,
                         std::shared_ptr<ReaderPool> readers)
    : m_ballast(file.parent_path()),
      m_refusing(std::make_unique<RefusingQueue>()),
      m_queue(std::move(queue)),
      m_readers(std::move(readers))
{
}

SqliteStore::~SqliteStore()
{
    m_readers
        ->close(); // first, so that the last connection to close can fold the log into the file
    if (m_queue)
        m_queue->close();
}

WriteQueue &SqliteStore::writes()
{
    return m_queue ? static_cast<WriteQueue &>(*m_queue) : *m_refusing;
}

Result<Store::Reader> SqliteStore::reader(std::stop_token stop)
{
    SYNCLINE_TRY(auto state, m_readers->take(stop));
    return Reader(std::move(state));
}

Result<std::unique_ptr<Store::Scratch>> SqliteStore::scratch()
{
    SYNCLINE_TRY(auto connection, m_readers->openConnection());
    SYNCLINE_TRY(auto session, ScratchSession::begin(std::move(connection)));
    return std::unique_ptr<Scratch>(std::move(session));
}

Result<void> SqliteStore::backup(const std::filesystem::path &to, std::stop_token stop)
{
    SYNCLINE_TRY(const auto source, m_readers->openConnection());
    return backupTo(*source, to, stop);
}

Result<std::vector<std::string>> SqliteStore::integrityCheck(std::stop_token stop)
{
    SYNCLINE_TRY(const auto connection, m_readers->openConnection());
    const std::stop_callback onStop(stop, [&connection] { connection->stop(); });
    return checkIntegrity(*connection);
}

bool SqliteStore::hasBallast() const
{
    return m_ballast.isThere();
}

Result<void> SqliteStore::releaseBallast()
{
    return m_ballast.release();
}

} // namespace syncline
