#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace syncline::test {

/**
 * A VFS over the default one that fails on demand, counts, and does not really sync. One for each
 * test; its name goes into Database::Options::vfs or Store::Options::vfs. Thread-safe. Must outlive
 * the connections.
 */
class FaultVfs
{
public:
    enum class Fault : std::uint8_t { None, DiskFull, IoError };
    enum class Place : std::uint8_t { Write, Sync, Any };

    FaultVfs();
    ~FaultVfs();
    FaultVfs(const FaultVfs &) = delete;
    FaultVfs &operator=(const FaultVfs &) = delete;

    [[nodiscard]] const std::string &name() const { return m_name; }
    /** The @p nth operation (1: the next) of this kind fails; sticky: and all after it. */
    void failAt(Place place, int nth, Fault fault, bool sticky = false);
    void heal();
    /** Refuses to open files for writing, as a read-only medium does. */
    void setReadOnly(bool readOnly) { m_readOnly = readOnly; }

    [[nodiscard]] int syncs() const { return m_syncs; }
    [[nodiscard]] int writes() const { return m_writes; }
    [[nodiscard]] bool hasFailed() const { return m_failed; }

    // For the file methods.
    int beforeWrite();
    int beforeSync();
    [[nodiscard]] bool isReadOnly() const { return m_readOnly; }

private:
    int judge(Place place);
    std::string m_name;
    void *m_vfs = nullptr;
    std::atomic<int> m_syncs = 0;
    std::atomic<int> m_writes = 0;
    std::atomic<int> m_left = 0;
    std::atomic<Place> m_place = Place::Any;
    std::atomic<Fault> m_fault = Fault::None;
    std::atomic<bool> m_sticky = false;
    std::atomic<bool> m_failed = false;
    std::atomic<bool> m_readOnly = false;
};

} // namespace syncline::test
