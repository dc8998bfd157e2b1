void probe()
{
    try { call(); } catch (...) { }
}
