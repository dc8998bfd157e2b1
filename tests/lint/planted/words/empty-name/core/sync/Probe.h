#pragma once
class SyncManager
{
};
