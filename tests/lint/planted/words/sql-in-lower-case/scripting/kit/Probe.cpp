void probe()
{
    run("select id from record");
}
