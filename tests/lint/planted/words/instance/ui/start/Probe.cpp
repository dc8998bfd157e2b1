void probe()
{
    Registry::instance().add();
}
