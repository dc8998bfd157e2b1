#include "tests/store/FaultVfs.h"

#include <new>
#include <sqlite3.h>

namespace syncline::test {

namespace {

struct FaultFile
{
    sqlite3_file base;
    FaultVfs *owner;
    sqlite3_file *real;
};

FaultFile &mine(sqlite3_file *file)
{
    return *reinterpret_cast<FaultFile *>(file);
}
sqlite3_file *real(sqlite3_file *file)
{
    return mine(file).real;
}

int closeFile(sqlite3_file *file)
{
    return real(file)->pMethods ? real(file)->pMethods->xClose(real(file)) : SQLITE_OK;
}
int readFile(sqlite3_file *file, void *to, int count, sqlite3_int64 at)
{
    return real(file)->pMethods->xRead(real(file), to, count, at);
}
int writeFile(sqlite3_file *file, const void *from, int count, sqlite3_int64 at)
{
    const int code = mine(file).owner->beforeWrite();
    return code != SQLITE_OK ? code : real(file)->pMethods->xWrite(real(file), from, count, at);
}
int truncateFile(sqlite3_file *file, sqlite3_int64 size)
{
    return real(file)->pMethods->xTruncate(real(file), size);
}
int syncFile(sqlite3_file *file, int)
{
    return mine(file).owner->beforeSync(); // nothing more: in a test no power is lost
}
int sizeOfFile(sqlite3_file *file, sqlite3_int64 *size)
{
    return real(file)->pMethods->xFileSize(real(file), size);
}
int lockFile(sqlite3_file *file, int level)
{
    return real(file)->pMethods->xLock(real(file), level);
}
int unlockFile(sqlite3_file *file, int level)
{
    return real(file)->pMethods->xUnlock(real(file), level);
}
int checkLock(sqlite3_file *file, int *out)
{
    return real(file)->pMethods->xCheckReservedLock(real(file), out);
}
int controlFile(sqlite3_file *file, int what, void *argument)
{
    return real(file)->pMethods->xFileControl(real(file), what, argument);
}
int sectorSize(sqlite3_file *file)
{
    return real(file)->pMethods->xSectorSize(real(file));
}
int traits(sqlite3_file *file)
{
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int shmMap(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, out);
}
int shmLock(sqlite3_file *file, int offset, int count, int flags)
{
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void shmBarrier(sqlite3_file *file)
{
    real(file)->pMethods->xShmBarrier(real(file));
}
int shmUnmap(sqlite3_file *file, int remove)
{
    return real(file)->pMethods->xShmUnmap(real(file), remove);
}

const sqlite3_io_methods methods{2,           closeFile,  readFile, writeFile,  truncateFile,
                                 syncFile,    sizeOfFile, lockFile, unlockFile, checkLock,
                                 controlFile, sectorSize, traits,   shmMap,     shmLock,
                                 shmBarrier,  shmUnmap,   nullptr,  nullptr};

sqlite3_vfs *base()
{
    return sqlite3_vfs_find(nullptr);
}

int openFile(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *outFlags)
{
    auto *owner = static_cast<FaultVfs *>(vfs->pAppData);
    FaultFile &opened = mine(file);
    opened.base.pMethods = nullptr;
    opened.owner = owner;
    opened.real = reinterpret_cast<sqlite3_file *>(&opened + 1);
    opened.real->pMethods = nullptr;
    if (owner->isReadOnly() && (flags & SQLITE_OPEN_READWRITE) != 0)
        return SQLITE_CANTOPEN;
    const int code = base()->xOpen(base(), name, opened.real, flags, outFlags);
    if (code == SQLITE_OK)
        opened.base.pMethods = &methods;
    return code;
}

} // namespace

FaultVfs::FaultVfs()
    : m_name("fault" + std::to_string(reinterpret_cast<std::uintptr_t>(this)))
{
    auto *vfs = new sqlite3_vfs(*base());
    vfs->zName = m_name.c_str();
    vfs->szOsFile = static_cast<int>(sizeof(FaultFile)) + base()->szOsFile;
    vfs->pAppData = this;
    vfs->pNext = nullptr;
    vfs->xOpen = openFile;
    m_vfs = vfs;
    sqlite3_vfs_register(vfs, 0);
}

FaultVfs::~FaultVfs()
{
    auto *vfs = static_cast<sqlite3_vfs *>(m_vfs);
    sqlite3_vfs_unregister(vfs);
    delete vfs;
}

void FaultVfs::failAt(Place place, int nth, Fault fault, bool sticky)
{
    m_failed = false;
    m_sticky = sticky;
    m_place = place;
    m_left = nth;
    m_fault = fault;
}

void FaultVfs::heal()
{
    m_fault = Fault::None;
}

int FaultVfs::beforeWrite()
{
    ++m_writes;
    return judge(Place::Write);
}

int FaultVfs::beforeSync()
{
    ++m_syncs;
    return judge(Place::Sync);
}

int FaultVfs::judge(Place place)
{
    const Fault fault = m_fault;
    if (fault == Fault::None || (m_place != Place::Any && m_place != place))
        return SQLITE_OK;
    const int left = --m_left;
    if (left > 0 || (left < 0 && !m_sticky))
        return SQLITE_OK;
    m_failed = true;
    if (fault == Fault::DiskFull)
        return SQLITE_FULL;
    return place == Place::Sync ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
}

} // namespace syncline::test
