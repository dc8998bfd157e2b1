#pragma once

namespace syncline {

/**
 * A userdata that holds something of its run: linked into the session's list, so that the end of
 * the run empties it, however long a script keeps it. Lives inside Lua's memory; on the run's
 * thread only.
 */
class Handle
{
public:
    Handle() = default;
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;
    virtual ~Handle() { unlink(); }
    /** Lets go of what it holds; afterwards every use raises GGT_STALE_HANDLE. */
    virtual void release() = 0;

private:
    friend class HandleList;
    void unlink()
    {
        if (m_previous != nullptr)
            m_previous->m_next = m_next;
        if (m_next != nullptr)
            m_next->m_previous = m_previous;
        m_previous = m_next = nullptr;
    }
    Handle *m_previous = nullptr;
    Handle *m_next = nullptr;
};

/** The live handles of one run. */
class HandleList
{
public:
    HandleList() = default;
    HandleList(const HandleList &) = delete;
    HandleList &operator=(const HandleList &) = delete;
    ~HandleList() { releaseAll(); }

    void add(Handle &handle)
    {
        handle.m_previous = &m_head;
        handle.m_next = m_head.m_next;
        if (m_head.m_next != nullptr)
            m_head.m_next->m_previous = &handle;
        m_head.m_next = &handle;
    }
    void releaseAll()
    {
        while (Handle *first = m_head.m_next) {
            first->unlink();
            first->release();
        }
    }

private:
    struct Head final : Handle
    {
        void release() override {}
    };
    Head m_head;
};

} // namespace syncline
