--TEST--
The cases that all bindings run
--EXTENSIONS--
pbjwt
--FILE--
<?php
require __DIR__ . '/contract.inc';
?>
--EXPECTF--
contract: %d cases
