'use strict';

const fs = require('node:fs');
const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

const FILES = ['p5/plugin/v0/plugin.proto', 'goplugin/grpc_controller.proto', 'grpc/health/v1/health.proto'];

/** A copied plugin has the folder next to it; the example uses that of its repository. */
function protoFolder() {
  const own = path.join(__dirname, '..', 'proto');
  const found = [own, path.join(__dirname, '../../../../proto')].find((folder) => fs.existsSync(folder));
  if (!found) {
    throw new Error(`The folder ${own} does not exist. Copy the folder 'proto' of the p5 repository there.`);
  }
  return found;
}

const definition = protoLoader.loadSync(FILES, { includeDirs: [protoFolder()], defaults: true, enums: String });
const packages = grpc.loadPackageDefinition(definition);

/** The clients' constructors, by the contract's names; each has its `service`. */
module.exports = {
  AuthPlugin: packages.p5.plugin.v0.AuthPlugin,
  GrpcController: packages.plugin.GRPCController,
  Health: packages.grpc.health.v1.Health,
};
