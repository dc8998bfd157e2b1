void probe()
{
    menu->exec(position);
}
