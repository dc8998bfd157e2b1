void probe()
{
    run("SELECT id FROM record");
}
