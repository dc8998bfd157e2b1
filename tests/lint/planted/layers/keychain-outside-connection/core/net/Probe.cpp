#include <qt6keychain/keychain.h>
